"""The database's own rule: nobody mediates and decides the same case, whatever code says."""

from __future__ import annotations

REFUSAL = "nobody may mediate and decide the same case"

SQLITE = tuple(
    f"""CREATE TRIGGER case_officer_separate_{deed} BEFORE {deed} ON case_officer
FOR EACH ROW WHEN EXISTS (
    SELECT 1 FROM case_officer AS other
    WHERE other.claim_id = NEW.claim_id AND other.account_id = NEW.account_id
    AND other.id <> NEW.id AND other.role <> NEW.role
) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""  # noqa: S608 - fixed words, no input
    for deed in ("INSERT", "UPDATE")
)

POSTGRESQL = (
    f"""CREATE FUNCTION case_officer_separate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM case_officer AS other
        WHERE other.claim_id = NEW.claim_id AND other.account_id = NEW.account_id
        AND other.id <> NEW.id AND other.role <> NEW.role
    ) THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$""",  # noqa: S608 - fixed words, no input
    "CREATE TRIGGER case_officer_separate BEFORE INSERT OR UPDATE ON case_officer "
    "FOR EACH ROW EXECUTE FUNCTION case_officer_separate()",
)

UNDO = {
    "sqlite": (
        "DROP TRIGGER case_officer_separate_INSERT",
        "DROP TRIGGER case_officer_separate_UPDATE",
    ),
    "postgresql": (
        "DROP TRIGGER case_officer_separate ON case_officer",
        "DROP FUNCTION case_officer_separate()",
    ),
}
