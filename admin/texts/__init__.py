"""The office's automatic texts, which its administrators may say in other words."""
