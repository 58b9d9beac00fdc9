"""The offices of this installation and their units."""
