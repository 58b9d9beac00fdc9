"""What somebody has to look at again at a moment: one look for each matter, whatever moves it meanwhile."""
