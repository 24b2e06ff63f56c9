"""Rules about guests: lists, replies, delegations, representation."""
