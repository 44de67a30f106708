package ${package};

import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.testkit.TimingProfileKit;

class ${classPrefix}TimingProfileTest extends TimingProfileKit {
    @Override
    protected TimingProfileProvider plugin() {
        return new ${classPrefix}TimingProfile();
    }
}
