"""Files that came with messages: fetched, checked, stored per office, served as downloads."""
