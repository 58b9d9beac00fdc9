-- The first office is the ministry, the next ones are districts of all provinces under it; all further ones are closed.
-- psql runs it; filling.py says its variable: offices.
UPDATE tenant SET level = 'ministry' WHERE id = 1;
UPDATE tenant SET parent_id = 1, active = id <= :offices, region = (ARRAY['11','12','13','14','15','16','17','18',
    '19','21','31','32','33','34','35','36','51','52','53','61','62','63','64','65','71','72','73','74','75','76',
    '81','82','91','92','93','94','95','96'])[1 + id % 38] || '.' || lpad((1 + id / 38)::text, 2, '0')
WHERE id > 1;
