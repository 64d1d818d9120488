"""Coverage-guided fuzzing of whatever reads what somebody else wrote: `make fuzz`, outside CI."""
