package io.workbenchx.control;

import io.workbenchx.control.identity.AccessScope;
import java.lang.reflect.Modifier;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;

/** Stands in for the doors of a running process: what a test calls directly asks in the workbench's own access scope. */
public final class WorkbenchScoped {

    private WorkbenchScoped() {}

    /** The same bean; each call opens the scope if the test has opened none. */
    @SuppressWarnings("unchecked")
    public static <T> T of(T bean, Class<T> type) {
        if (!type.getName().startsWith("io.workbenchx.") || Modifier.isFinal(type.getModifiers())) {
            return bean;
        }
        ProxyFactory proxy = new ProxyFactory(bean);
        proxy.setProxyTargetClass(!type.isInterface());
        proxy.addAdvice((MethodInterceptor) call -> {
            if (AccessScope.current() != null) {
                return call.proceed();
            }
            try (AccessScope.Opened asking = AccessScope.workbench().open()) {
                return call.proceed();
            }
        });
        return (T) proxy.getProxy();
    }
}
