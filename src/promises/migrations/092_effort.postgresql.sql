-- How much effort it took, beside the mark: 1 (very little) to 5 (very much); empty when it was left open.
ALTER TABLE feedback ADD COLUMN effort BIGINT;
