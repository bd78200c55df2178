"""Document → Api: operations, parameters, bodies, responses, security and names, resolved and typed for Python."""
