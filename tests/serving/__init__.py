"""Tests of the server: what slow, greedy and broken clients can take, and what stays."""
