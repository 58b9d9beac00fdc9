"""The only doors to a tenant's rows: `tenant_scope` and `tenants_call`."""

from tenants.doors.call import directory_call, directory_row, directory_rows, tenants_call
from tenants.doors.gate import close_gate, gate_is_open, open_gate
from tenants.doors.scope import NestedScope, Scope, TransactionAborted, tenant_scope

__all__ = [
    "NestedScope",
    "Scope",
    "TransactionAborted",
    "close_gate",
    "directory_call",
    "directory_row",
    "directory_rows",
    "gate_is_open",
    "open_gate",
    "tenant_scope",
    "tenants_call",
]
