-- A call that is under way beside the one of called_route, because that one was slow; null for none.
ALTER TABLE asks ADD COLUMN second_route TEXT;
ALTER TABLE asks ADD COLUMN second_prompt_chars BIGINT;
ALTER TABLE asks ADD COLUMN second_call_id TEXT;
