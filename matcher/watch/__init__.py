"""What changed for whom: where each program stands for a client, what is new since the last look, and how it is told."""
