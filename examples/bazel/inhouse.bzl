"""A package that `inhouse` writes, as an action that needs nothing but what it declares.

The document is given on the command line, so no configuration is looked for; nothing is fetched, for a document from a
file never is; no clock, user or place goes into what is written. So the action may run remotely and be cached.
"""

def _inhouse_package_impl(ctx):
    package = ctx.actions.declare_directory(ctx.attr.name)
    arguments = ctx.actions.args()
    arguments.add(ctx.executable.inhouse)
    arguments.add(package.path)
    arguments.add(ctx.file.document)
    arguments.add_all(ctx.files.srcs)
    arguments.add("--")
    arguments.add_all(ctx.files.overlays, before_each = "--overlay")
    arguments.add_all(ctx.attr.include, before_each = "--include")
    arguments.add_all(ctx.attr.exclude, before_each = "--exclude")
    ctx.actions.run(
        executable = ctx.executable._script,
        arguments = [arguments],
        inputs = [ctx.file.document] + ctx.files.srcs + ctx.files.overlays,
        tools = [ctx.attr.inhouse[DefaultInfo].files_to_run],
        outputs = [package],
        mnemonic = "Inhouse",
        progress_message = "Writing %{output}",
        execution_requirements = {"block-network": "1"},
    )
    return [DefaultInfo(files = depset([package]))]

inhouse_package = rule(
    implementation = _inhouse_package_impl,
    attrs = {
        "document": attr.label(mandatory = True, allow_single_file = True),
        "srcs": attr.label_list(allow_files = True, doc = "the files that the document refers to"),
        "overlays": attr.label_list(allow_files = True),
        "include": attr.string_list(),
        "exclude": attr.string_list(),
        "inhouse": attr.label(mandatory = True, executable = True, cfg = "exec"),
        "_script": attr.label(default = ":inhouse.sh", executable = True, cfg = "exec", allow_single_file = True),
    },
)
