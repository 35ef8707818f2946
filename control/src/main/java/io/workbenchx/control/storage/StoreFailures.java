package io.workbenchx.control.storage;

import io.workbenchx.providers.store.StoreException;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;

/** What a failure of the object store is to those who asked for something that needs it. */
final class StoreFailures {

    private StoreFailures() {}

    static WorkbenchException of(StoreException failure) {
        return new WorkbenchException(code(failure), String.valueOf(failure.getMessage()), failure);
    }

    private static FailureCode code(StoreException failure) {
        if (failure instanceof StoreException.Missing || failure instanceof StoreException.Altered) {
            return FailureCode.INTEGRITY;
        }
        if (failure instanceof StoreException.Full) {
            return FailureCode.STORAGE_FULL;
        }
        return failure instanceof StoreException.Unavailable ? FailureCode.UNAVAILABLE : FailureCode.INTERNAL;
    }
}
