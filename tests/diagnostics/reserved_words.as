// Reserved words are suggested only where they can stand.
Flags x;
//! 1-6 E0402 unknown type 'Flags'
flot y;
//! 1-5 E0402 unknown type 'flot'
//! hint: did you mean 'float'?
void main() {
    double r = rand();
//! 16-20 E0401 unknown function 'rand'
//! hint: the module 'random' has it: Context(modules=['random']), or the option -m random
    base.f();
//! 5-9 E0401 unknown name 'base'
    bool b = ture;
//! 14-18 E0401 unknown name 'ture'
//! hint: did you mean 'true'?
}
