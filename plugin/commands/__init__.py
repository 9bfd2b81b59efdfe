"""The commands of `afterview`, a module for each kind of task."""
