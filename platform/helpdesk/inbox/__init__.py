"""Every arrival once: the durable raw entry, before anybody asks what it means."""
