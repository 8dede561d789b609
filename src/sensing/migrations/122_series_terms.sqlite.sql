-- When an employee decided who may see a series and what it is held to; from then on its feed has no say in that.
ALTER TABLE datastream ADD COLUMN terms_at INTEGER;
