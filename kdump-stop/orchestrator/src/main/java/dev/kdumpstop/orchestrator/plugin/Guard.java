package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitStepper;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the host and a plug-in: whatever the plug-in throws, and null where a value is due, becomes a
 * {@link BrokenPluginException} that names it. What it hands out to be asked later is guarded too. A proxy, so that a new
 * method of the SPI cannot be forgotten.
 */
final class Guard implements InvocationHandler {
    /** Answers that the host asks in turn. */
    private static final Set<Class<?>> ASKED_LATER =
            Set.of(IpiDelivery.class, Solution.class, IcrWaitPolicy.class, WaitStepper.class);

    /** Packages of what is shipped with this program. */
    private static final List<String> SHIPPED =
            List.of("dev.kdumpstop.core.", "dev.kdumpstop.orchestrator.procedure.", "dev.kdumpstop.subarch.");

    /** These read what the user gave, and refuse it by IllegalArgumentException. */
    private static final Set<String> READING_OPTIONS = Set.of("create", "schedule");

    /** What a record of the SPI is made of; never null. */
    private static final ClassValue<List<Method>> PARTS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return !type.isRecord() || !type.getName().startsWith("dev.kdumpstop.api.")
                    ? List.of()
                    : Stream.of(type.getRecordComponents())
                            .filter(part -> !part.getType().isPrimitive())
                            .map(RecordComponent::getAccessor)
                            .toList();
        }
    };

    private final Object target;
    private final String id;
    private final String origin;
    private final boolean dropIn;
    private final Failures failures;

    private Guard(Object target, String id, String origin, boolean dropIn, Failures failures) {
        this.target = target;
        this.id = id;
        this.origin = origin;
        this.dropIn = dropIn;
        this.failures = failures;
    }

    /** The extension behind a guard. What is shipped has none: what it throws is a defect of this program. */
    static <T extends Extension> Plugin<T> plugin(ExtensionPoint<T> point, String id, T extension, Found found) {
        Class<?> type = extension.getClass();
        boolean dropIn = type.getClassLoader() instanceof PluginClassLoader;
        boolean shipped = !dropIn && SHIPPED.stream().anyMatch(type.getName()::startsWith);
        T guarded = shipped
                ? extension
                : around(point.service(), new Guard(extension, id, found.origin(), dropIn, found.failures()));
        return new Plugin<>(id, guarded, type, found.origin(), dropIn);
    }

    /** What stands behind the guard, if there is one. */
    static <T extends Extension> Optional<Plugin<T>> behind(T extension) {
        return Proxy.isProxyClass(extension.getClass()) && Proxy.getInvocationHandler(extension) instanceof Guard guard
                ? Optional.of(new Plugin<>(guard.id, extension, guard.target.getClass(), guard.origin, guard.dropIn))
                : Optional.empty();
    }

    private static <T> T around(Class<T> spi, Guard guard) {
        return spi.cast(Proxy.newProxyInstance(spi.getClassLoader(), new Class<?>[] {spi}, guard));
    }

    @Override
    public Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(method, arguments);
        }
        try {
            return guarded(method, method.invoke(target, arguments));
        } catch (InvocationTargetException e) {
            throw broken(method, e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the methods of the SPI are public", e);
        }
    }

    private Object guarded(Method method, @Nullable Object answer) throws ReflectiveOperationException {
        if (answer == null) {
            throw broken(method, "returned null");
        } else if (answer instanceof List<?> list && list.stream().anyMatch(Objects::isNull)) {
            throw broken(method, "returned a list with null in it");
        }
        for (Method part : PARTS.get(answer.getClass())) {
            if (part.invoke(answer) == null) {
                throw broken(
                        method,
                        "returned a " + answer.getClass().getSimpleName() + " whose " + part.getName() + " is null");
            }
        }
        if (answer instanceof Long delay && target instanceof WaitStepper && delay < WaitStepper.GIVE_UP) {
            throw broken(method, "returned " + delay + " ps");
        } else if (ASKED_LATER.contains(method.getReturnType())) {
            return around(method.getReturnType(), with(answer));
        } else if (answer instanceof WaitPlan.Stepped plan) {
            return new WaitPlan.Stepped(
                    around(WaitStepper.class, with(plan.stepper())), plan.maxPolls(), plan.onTimeout());
        }
        return answer;
    }

    private BrokenPluginException broken(Method method, String what) {
        return new BrokenPluginException(this + " failed: " + method.getName() + "() " + what);
    }

    private Guard with(Object other) {
        return new Guard(other, id, origin, dropIn, failures);
    }

    private RuntimeException broken(Method method, Throwable thrown) {
        if (thrown instanceof BrokenPluginException inner) {
            return inner; // of another plug-in that this one asked
        } else if (thrown instanceof IllegalArgumentException refused && READING_OPTIONS.contains(method.getName())) {
            return refused;
        }
        return new BrokenPluginException(this + " failed: " + failures.of(method.getName() + "()", thrown), thrown);
    }

    private Object ofObject(Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" ->
                arguments != null
                        && arguments[0] != null
                        && Proxy.isProxyClass(arguments[0].getClass())
                        && Proxy.getInvocationHandler(arguments[0]) instanceof Guard other
                        && other.target == target;
            case "hashCode" -> System.identityHashCode(target);
            default -> toString();
        };
    }

    @Override
    public String toString() {
        return "plug-in '" + id + "' of " + origin;
    }
}
