"""The audit as coordinators read it: who did what, who has seen a case, closed days, alerts."""
