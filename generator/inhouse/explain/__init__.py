"""A name of the written package → what in the documents and the configuration made it so."""
