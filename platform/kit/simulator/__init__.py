"""What simulators of remote systems share: ordered faults, calls to hooks, pages for a person."""
