"""Plans before the performance assessment team: put on the agenda of a sitting, with the evidence it hears."""
