"""SP4N-LAPOR, the national complaint register: file a case there, follow it, answer in it."""
