"""Who works for the office: added, given roles and units, let in by a link, shut out."""
