"""What layers tell each other of a request, by these keys of its scope."""

# The number under which the log has it; the edition that its answer is to be made from; whether that was there already.
NUMBER, EDITION, OUTCOME = "briefs.number", "briefs.edition", "briefs.outcome"
