"""Api and models → Package: the texts of every module, laid out by templates, formatted and checked."""
