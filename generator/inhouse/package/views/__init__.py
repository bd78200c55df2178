"""What each template is given: the `Api` cut into code fragments, in the order in which they are laid out."""
