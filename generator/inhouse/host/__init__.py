"""What a target's repository asks of its package: configuration and files of the host → `Host`."""
