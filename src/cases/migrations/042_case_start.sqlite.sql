-- The day from which the promise counts when that is not the day of receipt, and why: '' (receipt), resident, appointment.
ALTER TABLE cases ADD COLUMN start_day INTEGER;
ALTER TABLE cases ADD COLUMN start_cause TEXT NOT NULL DEFAULT '';
