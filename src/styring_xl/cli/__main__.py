from styring_xl.cli import main

main()
