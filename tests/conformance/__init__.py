"""`python -m tests.conformance CASES.json --server URL` holds generated packages against a server that checks requests.

A case names a document, an operation of it, the arguments and the answer expected. The document's package is generated,
the operation looked up in what `inspect` tells, its endpoint function called with the arguments as a user gives them,
and the call sent by a client of the package.
"""
