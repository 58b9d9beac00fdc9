"""What a register keeps for all cases, and how an office's words and the register's stand for each other."""
