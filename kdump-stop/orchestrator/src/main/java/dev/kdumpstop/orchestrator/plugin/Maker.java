package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.Extension;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** Makes the object of a class that a service file names, by the rules of ServiceLoader; says which rule the class breaks. */
final class Maker {
    private Maker() {}

    /** It. @throws Refusal if it cannot be made, with the reason */
    static <T extends Extension> T make(ExtensionPoint<T> point, Class<?> type, Failures failures) {
        try {
            Constructor<?> constructor = constructor(point, type);
            return point.service().cast(constructor.newInstance());
        } catch (Refusal e) {
            throw e;
        } catch (InvocationTargetException e) {
            throw new Refusal(failures.of("its constructor", e.getCause() == null ? e : e.getCause()));
        } catch (Throwable e) {
            // The class could not be linked or initialised.
            throw new Refusal(failures.of(e instanceof LinkageError ? "" : "its static initialiser", e));
        }
    }

    private static Constructor<?> constructor(ExtensionPoint<?> point, Class<?> type) {
        if (!point.service().isAssignableFrom(type)) {
            throw new Refusal("does not implement " + point.service().getName() + otherKind(type));
        }
        boolean isAbstract = Modifier.isAbstract(type.getModifiers());
        if (isAbstract || type.isEnum()) {
            throw new Refusal("is " + (type.isInterface() ? "an interface" : isAbstract ? "abstract" : "an enum")
                    + "; name a class of which an object can be made");
        } else if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            throw new Refusal("is an inner class, which needs an object of the outer one; make it static");
        } else if (!Modifier.isPublic(type.getModifiers())) {
            throw new Refusal("is not public; make the class and its constructor public");
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0) {
                if (Modifier.isPublic(constructor.getModifiers())) {
                    return constructor;
                }
                throw new Refusal("has a constructor without parameters, but it is not public; make it public");
            }
        }
        throw new Refusal("has no constructor without parameters; it needs a public one");
    }

    private static String otherKind(Class<?> type) {
        for (ExtensionPoint<?> other : ExtensionPoint.ALL) {
            if (other.service().isAssignableFrom(type)) {
                return "; it is a " + other.words() + ", whose service file is " + ExtensionPoint.SERVICE_FILES
                        + other.service().getName();
            }
        }
        return Extension.class.isAssignableFrom(type) ? "; it is an extension of no kind" : "";
    }
}
