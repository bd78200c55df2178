"""What uses `acme.pets`, the package that inhouse writes."""
