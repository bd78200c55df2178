"""Old `Api`, new `Api` → what changed for those who call the package, and the version that this asks for."""
