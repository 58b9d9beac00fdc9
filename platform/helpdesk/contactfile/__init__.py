"""One person as an office knows them: ways to reach them, cases, consents, and who else they may be."""
