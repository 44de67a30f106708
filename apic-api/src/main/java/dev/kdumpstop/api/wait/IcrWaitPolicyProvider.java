package dev.kdumpstop.api.wait;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionValues;
import org.apiguardian.api.API;

/** A named wait policy with options; a {@link java.util.ServiceLoader} service. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IcrWaitPolicyProvider extends Extension {
    /** The policy with the given options. */
    IcrWaitPolicy create(OptionValues options);
}
