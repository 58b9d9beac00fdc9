import asyncpg, time
from support.two_offices import open_house
from helpdesk.cases import queries, lists
from helpdesk.cases.folders import Folder
from helpdesk.casefile import store as cf
from tenants.doors import tenant_scope
from helpdesk.cases.visibility import asker_values
from helpdesk.cases.lists import CaseQuery, list_cases, folder_counts

async def test_plan(database_urls):
    async with open_house(database_urls) as house:
        office = await house.office()
        other = await house.office()
        case = await house.case(office)
        agent = await house.agent(office)
        owner = await asyncpg.connect(database_urls.owner_url)
        await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(office.id))
        for t, n in ((office.id, 150000), (other.id, 2000)):
            await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(t))
            await owner.execute("ALTER TABLE cases NO FORCE ROW LEVEL SECURITY; ALTER TABLE contact NO FORCE ROW LEVEL SECURITY")
            await owner.execute(f"INSERT INTO contact (tenant_id,id,name,created_at) SELECT {t}, gen_random_uuid(), 'Orang ' || i, now() FROM generate_series(1,{n}) i")
            await owner.execute(f"""INSERT INTO cases (tenant_id,id,number,kind,state,title,summary,channel,opened_at,last_message_at,due_at,closed_at,contact_id)
              SELECT {t}, gen_random_uuid(), 'X-'||i, 'complaint', CASE WHEN i%33=0 THEN CASE WHEN i%99=0 THEN 'waiting_contact' ELSE 'in_progress' END ELSE 'closed' END, 'judul '||i, 'antrean panjang '||(i%1000), 'phone', now()-make_interval(secs=>i*10), now(),
              CASE WHEN i%33=0 AND i%99<>0 THEN now()+make_interval(secs=>i) END, CASE WHEN i%33<>0 THEN now() END, k.id
              FROM generate_series(1,{n}) i JOIN LATERAL (SELECT id FROM contact WHERE tenant_id={t} AND i>0 LIMIT 1) k ON true""")
        await owner.execute("ANALYZE cases; ANALYZE contact; ALTER TABLE cases FORCE ROW LEVEL SECURITY; ALTER TABLE contact FORCE ROW LEVEL SECURITY")
        await owner.close()
        async with tenant_scope(office.id) as scope:
            a = asker_values(scope, agent)
            for label, sql, args in [
                ("open", queries._LISTS[Folder.OPEN], (*a, None, None, None, None, queries.FIRST, queries.LOWEST, queries.LOWEST, 51)),
                ("late", queries._LISTS[Folder.LATE], (*a, None, None, None, None, queries.FIRST, queries.LOWEST, queries.LOWEST, 51)),
                ("mine", queries._LISTS[Folder.MINE], (*a, None, None, None, None, queries.FIRST, queries.LOWEST, queries.LOWEST, 51)),
                ("done", queries._LISTS[Folder.DONE], (*a, None, None, None, None, queries.LAST, queries.HIGHEST, 51)),
                ("words", queries._SEARCHES["words"], (*a, None, None, None, None, queries.LAST, queries.HIGHEST, 51, "antrean 500", "%antrean 500%")),
                ("counts", queries._COUNTS, a),
                ("page", cf._PAGE, (*a, case.number)),
            ]:
                ts=[]
                for _ in range(40):
                    st = time.perf_counter(); await scope.fetch(sql, *args); ts.append((time.perf_counter()-st)*1000)
                print("=====", label, "first", round(ts[0],2), "median", round(sorted(ts)[20],2), "last", round(ts[-1],2))
                row = await scope.fetchrow("select generic_plans, custom_plans from pg_prepared_statements where statement = $1", sql)
                print(row)
                if label == "words":
                    for r in await scope.fetch("EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF) " + sql, *args): print(r[0])
