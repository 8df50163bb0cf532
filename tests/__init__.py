"""Stories through the real dispatcher, database, templates and HTTP. `make test` runs them all."""
