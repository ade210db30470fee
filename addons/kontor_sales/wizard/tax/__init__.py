from . import supply_proof_receipt
