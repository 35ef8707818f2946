package io.workbenchx.activities.run;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.workbenchx.control.run.RunRecorder;
import org.springframework.stereotype.Component;

/** Puts every activity of every run under governance: an author of an operation cannot forget it. */
@Component
public class GovernanceInterceptor extends WorkerInterceptorBase {

    private final RunRecorder recorder;

    GovernanceInterceptor(RunRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Governed(next);
    }

    private final class Governed extends ActivityInboundCallsInterceptorBase {

        private ActivityExecutionContext context;

        @SuppressWarnings("NullAway.Init") // init() comes before execute()
        Governed(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext executionContext) {
            this.context = executionContext;
            super.init(executionContext);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            return new GovernedStep(recorder, context.getInfo()).run(() -> super.execute(input));
        }
    }
}
