"""Forms of address: how people are addressed by the rules of their country."""
