"""How long the office keeps citizens' data, as its administrators set it."""
