"""Citizens are asked, for one case and one purpose, whether something of theirs may go further; their word counts."""
