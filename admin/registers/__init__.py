"""The office's register: its lists, and how the office's words and the register's stand for each other."""
