"""The only place where data crosses between tenants: it carries letters, and reads none."""
