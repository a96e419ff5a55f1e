"""Says in xAPI what happened, and sees that it arrives."""
