"""The project around the one app: settings, server, logs, and the PostgreSQL of `make run`."""
