"""What stands around every page of the administration: sections, the way back to the desk."""
