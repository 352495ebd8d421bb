from enum import StrEnum


class Permission(StrEnum):
    APPROVE = "approve"
    ASK_IDENTITY = "ask_identity"
    ASSIGN_REQUEST = "assign_request"
    CLEAR_AWAY = "clear_away"
    COMPUTE_DEADLINE = "compute_deadline"
    DECIDE_RIGHT = "decide_right"
    DOWNLOAD_EXPORT = "download_export"
    EDIT_REGISTERS = "edit_registers"
    EXTEND_DEADLINE = "extend_deadline"
    KEEP_DEADLINES = "keep_deadlines"
    MANAGE_API_KEYS = "manage_api_keys"
    MANAGE_JOBS = "manage_jobs"
    READ_AUDIT = "read_audit"
    READ_EVENTS = "read_events"
    READ_FULFILMENT = "read_fulfilment"
    READ_QUEUE = "read_queue"
    READ_REGISTERS = "read_registers"
    READ_REPORTS = "read_reports"
    READ_REQUEST = "read_request"
    RECORD_DISPATCH = "record_dispatch"
    REFUSE_RIGHT = "refuse_right"
    REVIEW_EXPORT = "review_export"
    REVIEW_IDENTITY = "review_identity"
    REVOKE_EXPORT = "revoke_export"
    SEARCH_REQUESTS = "search_requests"
    SET_RECEIPT = "set_receipt"
    START_FULFILMENT = "start_fulfilment"
    SUBMIT_REQUEST = "submit_request"
    SUSPEND_DEADLINE = "suspend_deadline"
    UPLOAD_IDENTITY_DOCUMENT = "upload_identity_document"
    VIEW_IDENTITY_DOCUMENT = "view_identity_document"
    WITHDRAW_REQUEST = "withdraw_request"

    def __str__(self) -> str:
        return str(self.value)
